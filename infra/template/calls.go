package template

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// Code is what the checks want to know of a program.
type Code struct {
	// Calls are the operations of AWS that it can reach, as "s3.GetObject", in order.
	Calls []string
	// Texts are the string constants in the functions it can reach.
	Texts map[string]bool
}

// ReadCode looks at the program in a folder of the module at root. Its packages and
// those of the module that it imports are read; a call into any other package is
// followed no further.
func ReadCode(root, folder string) (Code, error) {
	own, err := ownPackages(root, folder)
	if err != nil {
		return Code{}, err
	}
	loaded, err := packages.Load(&packages.Config{
		Dir: root,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes,
	}, own...)
	if err != nil {
		return Code{}, fmt.Errorf("loading %s: %w", folder, err)
	}
	for _, p := range loaded {
		for _, e := range p.Errors {
			return Code{}, fmt.Errorf("loading %s: %w", p.PkgPath, e)
		}
	}
	program, built := ssautil.Packages(loaded, ssa.InstantiateGenerics)
	program.Build()

	w := walk{
		program: program, own: map[*types.Package]bool{}, seen: map[*ssa.Function]bool{},
		calls: map[string]bool{}, texts: map[string]bool{},
	}
	for _, p := range built {
		w.own[p.Pkg] = true
	}
	for _, p := range built {
		w.reach(p.Func("init"))
		if p.Pkg.Name() == "main" {
			w.reach(p.Func("main"))
		}
	}
	w.run()
	return Code{Calls: slices.Sorted(maps.Keys(w.calls)), Texts: w.texts}, nil
}

// ownPackages lists the packages of the module that the program consists of.
func ownPackages(root, folder string) ([]string, error) {
	loaded, err := packages.Load(&packages.Config{
		Dir:  root,
		Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
	}, folder)
	if err != nil {
		return nil, fmt.Errorf("listing what %s imports: %w", folder, err)
	}
	var own []string
	packages.Visit(loaded, nil, func(p *packages.Package) {
		if p.Module != nil && p.Module.Main {
			own = append(own, p.PkgPath)
		}
	})
	if len(own) == 0 {
		return nil, fmt.Errorf("listing what %s imports: there is no such package", folder)
	}
	return own, nil
}

// operation names the operation of AWS that a function is, if it is one.
func operation(f *ssa.Function) (string, bool) {
	object, ok := f.Object().(*types.Func)
	if !ok || object.Pkg() == nil || !object.Exported() {
		return "", false
	}
	service, ok := strings.CutPrefix(object.Pkg().Path(), "github.com/aws/aws-sdk-go-v2/service/")
	signature := object.Signature()
	if !ok || signature.Recv() == nil || signature.Params().Len() < 2 {
		return "", false
	}
	pointer, ok := signature.Recv().Type().(*types.Pointer)
	if !ok {
		return "", false
	}
	named, ok := pointer.Elem().(*types.Named)
	if !ok || named.Obj().Name() != "Client" {
		return "", false
	}
	return service + "." + object.Name(), true
}
