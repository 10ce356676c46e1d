package account

import "slices"

// LinkDocuments notes the tags of the identity documents and personal numbers that the account is
// linked to, so that closing can free them (IDV-11). Tags that are there already change nothing.
func (a Account) LinkDocuments(tags []Tag) Account {
	linked := slices.Clone(a.Documents)
	for _, t := range tags {
		if !slices.Contains(linked, t) {
			linked = append(linked, t)
		}
	}
	a.Documents = linked
	return a
}
