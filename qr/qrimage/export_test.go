package qrimage

// RaceSlows is raceSlows, for the tests outside of the package.
const RaceSlows = raceSlows
