package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"
)

// resources makes what Windows shows of the program in its properties, and has it know long paths
// and UTF-8. The linker takes the files beside the source of the program.
func (m *maker) resources() error {
	var info version.Info
	numbers := m.version
	if i := indexNotNumber(numbers); i >= 0 {
		numbers = numbers[:i]
	}
	info.SetFileVersion(numbers)
	info.SetProductVersion(numbers)
	for key, text := range map[string]string{
		version.ProductName: "easreport", version.FileDescription: "Finds the phones that hurt an Exchange server",
		version.OriginalFilename: "easreport.exe", version.LegalCopyright: "MIT licence",
		version.ProductVersion: m.version, version.FileVersion: m.version,
	} {
		if err := info.Set(version.LangDefault, key, text); err != nil {
			return fmt.Errorf("making the Windows resource: %w", err)
		}
	}
	var set winres.ResourceSet
	set.SetVersionInfo(info)
	set.SetManifest(winres.AppManifest{
		Description: "easreport", ExecutionLevel: winres.AsInvoker, LongPathAware: true,
		Compatibility: winres.Win7AndAbove, // the oldest that it says it knows
	})
	for _, arch := range []winres.Arch{winres.ArchAMD64, winres.ArchARM64} {
		path := filepath.Join(m.root, "functions", "easreport", "rsrc_windows_"+string(arch)+".syso")
		f, err := os.Create(path)
		if err == nil {
			err = set.WriteObject(f, arch)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return fmt.Errorf("writing the Windows resource: %w", err)
		}
	}
	return nil
}

// indexNotNumber is where a version such as 0.1.0-rc.1 stops to be numbers, -1 for nowhere.
func indexNotNumber(text string) int {
	for i, c := range text {
		if c != '.' && (c < '0' || c > '9') {
			return i
		}
	}
	return -1
}
