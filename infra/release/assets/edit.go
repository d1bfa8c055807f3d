package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// edit replaces values of a YAML document, found by their paths, and leaves every other byte as it is.
// Each is a scalar on one line that is written as it reads, or in quotes. A path has dots between keys;
// keys that have dots themselves are not reached.
func edit(document string, values map[string]string) (string, error) {
	for path, value := range values {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(document), &root); err != nil {
			return "", fmt.Errorf("reading the YAML: %w", err)
		}
		node, err := find(&root, path)
		if err != nil {
			return "", err
		}
		if document, err = replaced(document, node, value); err != nil {
			return "", fmt.Errorf("setting %s: %w", path, err)
		}
		node.Value, node.Tag, node.Style = value, "!!str", 0
		if err := same(document, &root); err != nil {
			return "", fmt.Errorf("setting %s: %w", path, err)
		}
	}
	return document, nil
}

// find returns the scalar at a path.
func find(root *yaml.Node, path string) (*yaml.Node, error) {
	node := root.Content[0]
	for key := range strings.SplitSeq(path, ".") {
		if node.Kind == yaml.MappingNode {
			node = child(node, key)
		} else {
			node = nil
		}
		if node == nil {
			return nil, fmt.Errorf("%s: there is no %s", path, key)
		}
	}
	if node.Kind != yaml.ScalarNode {
		return nil, fmt.Errorf("%s: not a scalar", path)
	}
	return node, nil
}

// replaced is the document with another text where a scalar stands.
func replaced(document string, node *yaml.Node, value string) (string, error) {
	lines := strings.SplitAfter(document, "\n")
	line := lines[node.Line-1]
	before, rest := line[:node.Column-1], line[node.Column-1:]
	for _, written := range []string{node.Value, "'" + node.Value + "'", `"` + node.Value + `"`} {
		if after, ok := strings.CutPrefix(rest, written); ok {
			lines[node.Line-1] = before + "'" + strings.ReplaceAll(value, "'", "''") + "'" + after
			return strings.Join(lines, ""), nil
		}
	}
	return "", errors.New("it is not written as it reads")
}

// same checks that a document has just the values of a tree.
func same(document string, want *yaml.Node) error {
	var got yaml.Node
	if err := yaml.Unmarshal([]byte(document), &got); err != nil {
		return err
	}
	if !reflect.DeepEqual(plain(&got), plain(want)) {
		return errors.New("something else has changed")
	}
	return nil
}

// plain is a tree without places, comments and styles.
func plain(n *yaml.Node) any {
	parts := []any{n.Kind, n.ShortTag(), n.Value}
	for _, c := range n.Content {
		parts = append(parts, plain(c))
	}
	return parts
}
