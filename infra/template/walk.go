package template

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// walk finds the functions that a program can reach. A function that is named is
// taken for called. A method is called through an interface if some value of its
// type is made into any interface and the interface's method is called; of an
// interface from another module each method may be. What is called by reflection
// is not seen: no operation of AWS is.
type walk struct {
	program *ssa.Program
	own     map[*types.Package]bool
	seen    map[*ssa.Function]bool
	todo    []*ssa.Function

	values  []types.Type  // that are made into interfaces
	methods []*types.Func // that are called through interfaces

	calls, texts map[string]bool
}

func (w *walk) run() {
	for len(w.todo) > 0 {
		f := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		for _, block := range f.Blocks {
			for _, instruction := range block.Instrs {
				w.instruction(instruction)
			}
		}
	}
}

func (w *walk) reach(f *ssa.Function) {
	if f == nil || w.seen[f] {
		return
	}
	w.seen[f] = true
	w.todo = append(w.todo, f)
	if name, ok := operation(f); ok {
		w.calls[name] = true
	}
}

func (w *walk) instruction(instruction ssa.Instruction) {
	for _, operand := range instruction.Operands(nil) {
		switch v := (*operand).(type) {
		case *ssa.Function:
			w.reach(v)
		case *ssa.Const:
			if v.Value != nil && v.Value.Kind() == constant.String {
				w.texts[constant.StringVal(v.Value)] = true
			}
		}
	}
	switch i := instruction.(type) {
	case ssa.CallInstruction:
		if i.Common().IsInvoke() {
			w.invoke(i.Common().Method)
		}
	case *ssa.MakeInterface:
		w.value(i.X.Type())
		w.leave(i.Type())
	case *ssa.ChangeInterface:
		w.leave(i.Type())
	case *ssa.TypeAssert:
		w.leave(i.AssertedType)
	}
}

// leave takes every method of an interface from another module for called: the
// calls are where they cannot be seen.
func (w *walk) leave(t types.Type) {
	if named, ok := types.Unalias(t).(*types.Named); ok && w.own[named.Obj().Pkg()] {
		return
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		for method := range i.Methods() {
			w.invoke(method)
		}
	}
}

func (w *walk) value(t types.Type) {
	for _, known := range w.values {
		if types.Identical(known, t) {
			return
		}
	}
	w.values = append(w.values, t)
	for _, method := range w.methods {
		w.match(t, method)
	}
}

func (w *walk) invoke(method *types.Func) {
	for _, known := range w.methods {
		if known == method {
			return
		}
	}
	w.methods = append(w.methods, method)
	for _, t := range w.values {
		w.match(t, method)
	}
}

func (w *walk) match(t types.Type, method *types.Func) {
	i, ok := method.Signature().Recv().Type().Underlying().(*types.Interface)
	if types.IsInterface(t) || !ok || !types.Implements(t, i) {
		return
	}
	w.reach(w.program.LookupMethod(t, method.Pkg(), method.Name()))
}
