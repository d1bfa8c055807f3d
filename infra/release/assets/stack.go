package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// named are the files that the template names.
var named = []string{"infra/athena/template.yaml", "docs/aws.md", "LICENSE"}

// stack makes the zips of the functions, and one of the template with them, which can be deployed
// without Go:
//
//	aws cloudformation package --template-file template.yaml --s3-bucket … --output-template-file packaged.yaml
//	aws cloudformation deploy --template-file packaged.yaml --s3-bucket … --stack-name easreport --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND
func (m *maker) stack() error {
	members := []member{}
	for _, function := range []string{"ingest", "report"} {
		bootstrap := m.path("functions/" + function)
		if err := m.build(bootstrap, function, "GOOS=linux", "GOARCH=arm64"); err != nil {
			return err
		}
		program, err := os.ReadFile(bootstrap)
		if err != nil {
			return fmt.Errorf("reading the function %s: %w", function, err)
		}
		packed, err := m.zip([]member{{"bootstrap", 0o755, program}})
		if err != nil {
			return err
		}
		if err := os.WriteFile(m.path("assets/easreport-"+function+"_"+m.version+"_linux_arm64.zip"), packed, 0o644); err != nil {
			return fmt.Errorf("writing the function %s: %w", function, err)
		}
		members = append(members, member{function + ".zip", 0o644, packed})
	}
	template, err := m.template()
	if err != nil {
		return err
	}
	repository, err := m.repository()
	if err != nil {
		return err
	}
	members = append(members, member{"template.yaml", 0o644, []byte(template)}, member{"sar.yaml", 0o644, []byte(repository)})
	for _, name := range named {
		content, err := os.ReadFile(filepath.Join(m.root, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("reading what the template names: %w", err)
		}
		members = append(members, member{name, 0o644, content})
	}
	all, err := m.zip(members)
	if err == nil {
		err = os.WriteFile(m.path("assets/easreport-stack_"+m.version+".zip"), all, 0o644)
	}
	return err
}

// template is the packaged template.
func (m *maker) template() (string, error) {
	text, err := os.ReadFile(filepath.Join(m.root, "template.yaml"))
	if err != nil {
		return "", fmt.Errorf("reading the template: %w", err)
	}
	return packaged(string(text), m.version)
}

// writePackaged writes a packaged template alone, for those who check it.
func writePackaged(file string, packaged func() (string, error)) error {
	text, err := packaged()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return fmt.Errorf("writing the packaged template: %w", err)
	}
	return nil
}

// packaged is the template with the functions' zips in place of their sources, and the version.
func packaged(template, version string) (string, error) {
	text, err := edit(template, map[string]string{
		"Resources.IngestFunction.Properties.CodeUri":               "ingest.zip",
		"Resources.ReportFunction.Properties.CodeUri":               "report.zip",
		"Mappings.Release.easreport.Version":                        version,
		"Metadata.AWS::ServerlessRepo::Application.SemanticVersion": version,
	})
	if err != nil {
		return "", fmt.Errorf("packaging the template: %w", err)
	}
	return text, nil
}

// member is a file of a zip.
type member struct {
	name    string
	mode    os.FileMode
	content []byte
}

// zip packs files, all of the release's time.
func (m *maker) zip(members []member) ([]byte, error) {
	var all bytes.Buffer
	w := zip.NewWriter(&all)
	for _, file := range members {
		header := &zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: m.time}
		header.SetMode(file.mode)
		out, err := w.CreateHeader(header)
		if err == nil {
			_, err = out.Write(file.content)
		}
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", file.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	return all.Bytes(), nil
}
