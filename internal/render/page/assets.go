package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
)

// joined puts the files of a folder together, by name.
func joined(folder string) ([]byte, error) {
	files, err := fs.ReadDir(assets, folder)
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	for _, f := range files {
		text, err := assets.ReadFile(folder + "/" + f.Name())
		if err != nil {
			return nil, err
		}
		all.Write(text)
	}
	return all.Bytes(), nil
}

// policy is the Content-Security-Policy of a page: its own style and script, and
// nothing else. The rows lie in a block of JSON, which a browser does not execute.
func policy(style, script []byte) string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		sourceHash(style), sourceHash(script))
}

// sourceHash is the hash of an inline style or script in a Content-Security-Policy.
func sourceHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
