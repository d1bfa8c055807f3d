package child

import (
	"os"
	"syscall"
)

// attributes give the program a process group of its own, so that a Ctrl-C is for
// its parent to pass on, and an end when its parent is killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func kill(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
