package shipping

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// awsCLI stands in for the AWS CLI: s3 sync with its filters, and s3api list-objects-v2, on a bucket
// that is the folder $SHIP_BUCKET. Uploads are written to $SHIP_CALLS, a line for each.
func awsCLI(args []string) int {
	var err error
	switch {
	case len(args) > 4 && args[0] == "s3" && args[1] == "sync":
		err = synced(args[2], args[3], args[4:])
	case len(args) > 5 && args[0] == "s3api" && args[1] == "list-objects-v2":
		err = listed(args[2:])
	default:
		err = fmt.Errorf("not understood: %q", args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "aws:", err)
		return 1
	}
	return 0
}

// folderOf is the folder of a bucket's prefix.
func folderOf(uri string) string {
	_, prefix, _ := strings.Cut(strings.TrimPrefix(uri, "s3://"), "/")
	return filepath.Join(os.Getenv("SHIP_BUCKET"), filepath.FromSlash(prefix))
}

// synced uploads the files that the filters leave and that the bucket lacks, or has in another size.
func synced(from, to string, args []string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil || !wanted(filepath.ToSlash(name), args) {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(folderOf(to), name)
		if info, err := os.Stat(target); err == nil && info.Size() == int64(len(source)) {
			return nil
		}
		if slices.Contains(args, "--dryrun") {
			fmt.Printf("(dryrun) upload: %s to %s/%s\n", path, to, filepath.ToSlash(name))
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, source, 0o644); err != nil {
			return err
		}
		return noted(name)
	})
}

// wanted applies filters: the last that matches decides, and a star matches slashes, too.
func wanted(name string, args []string) bool {
	kept := true
	for i := 0; i+1 < len(args); i++ {
		if args[i] != "--include" && args[i] != "--exclude" {
			continue
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(args[i+1]), `\*`, `.*`)
		if regexp.MustCompile("^" + pattern + "$").MatchString(name) {
			kept = args[i] == "--include"
		}
	}
	return kept
}

func noted(name string) error {
	f, err := os.OpenFile(os.Getenv("SHIP_CALLS"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, name)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// listed prints the keys below a prefix as --output text does: with tabs between them, or None.
func listed(args []string) error {
	value := func(flag string) string { return args[slices.Index(args, flag)+1] }
	if value("--output") != "text" || value("--query") != "Contents[].Key" {
		return fmt.Errorf("not understood: %q", args)
	}
	var keys []string
	err := filepath.WalkDir(os.Getenv("SHIP_BUCKET"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		key, err := filepath.Rel(os.Getenv("SHIP_BUCKET"), path)
		if key = filepath.ToSlash(key); err == nil && strings.HasPrefix(key, value("--prefix")) {
			keys = append(keys, key)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if keys == nil {
		keys = []string{"None"}
	}
	fmt.Println(strings.Join(keys, "\t"))
	return nil
}
