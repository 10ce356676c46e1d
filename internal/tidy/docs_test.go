package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// findUndocumented finds exported names without a comment, and comments that do not begin with the name they are of.
// The name may follow an article.
func findUndocumented(t *tree) (all []finding) {
	for _, f := range t.code(func(string) bool { return true }) {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && ast.IsExported(receiver(d)) && !about(d.Doc, d.Name.Name) {
					all = append(all, t.named(f, d.Name, d.Name.Name, "the comment of %s must begin with its name", d.Name.Name))
				}
			case *ast.GenDecl:
				all = append(all, undocumented(t, f, d)...)
			}
		}
	}
	return all
}

// receiver is the name of the type that d is a method of; a function counts as exported.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return "X"
	}
	of := d.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.IndexListExpr:
			of = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// undocumented looks at one declaration of types, constants or variables.
func undocumented(t *tree, f *file, d *ast.GenDecl) (all []finding) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if !s.Name.IsExported() {
				continue
			}
			doc := s.Doc
			if !d.Lparen.IsValid() {
				doc = d.Doc
			}
			if !about(doc, s.Name.Name) {
				all = append(all, t.named(f, s.Name, s.Name.Name, "the comment of %s must begin with its name", s.Name.Name))
			}
			all = append(all, members(t, f, s, doc)...)
		case *ast.ValueSpec:
			if !slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) {
				continue
			}
			if d.Doc == nil && s.Doc == nil && s.Comment == nil {
				all = append(all, t.named(f, s, s.Names[0].Name, "%s needs a comment, or its group does", s.Names[0].Name))
			}
			if !d.Lparen.IsValid() && d.Doc != nil && !about(d.Doc, s.Names[0].Name) {
				all = append(all, t.named(f, s, s.Names[0].Name, "the comment of %s must begin with its name", s.Names[0].Name))
			}
		}
	}
	return all
}

// members finds what is not clear from its name and type: methods of an interface, and numbers, whose unit nobody
// can see. A comment above a field explains the fields that follow without an empty line. The comment of the type
// explains its only method, and a number that it speaks of. Versions are package store's and explained there.
func members(t *tree, f *file, s *ast.TypeSpec, doc *ast.CommentGroup) (all []finding) {
	list, unclear := unclearMembers(s.Type)
	explained, last := false, token.NoPos
	for _, m := range list {
		explained = m.Doc != nil || explained && t.line(m.Pos()) == t.line(last)+1
		last = m.End()
		for _, name := range m.Names {
			spoken := strings.Contains(strings.ToLower(doc.Text()), strings.ToLower(name.Name))
			if name.IsExported() && !explained && !spoken && m.Comment == nil && unclear(name.Name, m.Type) {
				all = append(all, t.named(f, name, s.Name.Name+"."+name.Name, "nothing explains %s.%s", s.Name.Name, name.Name))
			}
		}
	}
	return all
}

// unclearMembers are the members of a type, and which of them need an explanation.
func unclearMembers(x ast.Expr) ([]*ast.Field, func(string, ast.Expr) bool) {
	switch x := x.(type) {
	case *ast.StructType:
		return x.Fields.List, func(name string, of ast.Expr) bool { return name != "Version" && number(of) }
	case *ast.InterfaceType:
		return x.Methods.List, func(string, ast.Expr) bool { return len(x.Methods.List) > 1 }
	}
	return nil, nil
}

// number says whether a type is a bare number.
func number(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Obj == nil && slices.Contains([]string{
		"byte", "int", "int16", "int32", "int64", "int8", "uint", "uint16", "uint32", "uint64", "uint8",
	}, id.Name)
}

// about says whether doc begins with name, or with an article and name.
func about(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	return strings.TrimRight(words[0], ".,:;") == name
}
