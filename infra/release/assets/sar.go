package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// repository is the packaged template for the Serverless Application Repository, which accepts a
// nested stack only if it is an application published there (SAR Developer Guide, "List of Supported
// AWS Resources"; aws-sam-cli #2477). So the nested stack's resources are moved into this template.
func (m *maker) repository() (string, error) {
	template, err := m.template()
	if err != nil {
		return "", err
	}
	nested, err := os.ReadFile(filepath.Join(m.root, "infra", "athena", "template.yaml"))
	if err != nil {
		return "", fmt.Errorf("reading the stack in the stack: %w", err)
	}
	flat, err := flattened(template, string(nested))
	if err != nil {
		return "", fmt.Errorf("making the template for the repository: %w", err)
	}
	return flat, nil
}

// flattened puts the resources of a nested stack in the place of the one AWS::CloudFormation::Stack,
// under its condition, with what it is given in the place of its parameters. All of these are !Ref.
func flattened(template, nested string) (string, error) {
	var outer, inner yaml.Node
	for node, text := range map[*yaml.Node]string{&outer: template, &inner: nested} {
		if err := yaml.Unmarshal([]byte(text), node); err != nil {
			return "", fmt.Errorf("reading the YAML: %w", err)
		}
	}
	resources, added := child(outer.Content[0], "Resources"), child(inner.Content[0], "Resources")
	at := -1
	for i := 0; i < len(resources.Content); i += 2 {
		if t := child(resources.Content[i+1], "Type"); t != nil && t.Value == "AWS::CloudFormation::Stack" {
			at = i
		}
	}
	if at < 0 || added == nil {
		return "", errors.New("there is no stack in the stack, or nothing in it")
	}
	stack := resources.Content[at+1]
	given := map[string]string{}
	for i, parameters := 0, child(child(stack, "Properties"), "Parameters"); i < len(parameters.Content); i += 2 {
		given[parameters.Content[i].Value] = parameters.Content[i+1].Value
	}
	for i := 0; i < len(added.Content); i += 2 {
		name, resource := added.Content[i], added.Content[i+1]
		if child(resources, name.Value) != nil {
			return "", fmt.Errorf("both stacks have a %s", name.Value)
		}
		rename(resource, given)
		resource.Content = append(resource.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "Condition"}, child(stack, "Condition"))
	}
	resources.Content = slices.Concat(resources.Content[:at], added.Content, resources.Content[at+2:])
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(&outer); err != nil {
		return "", fmt.Errorf("writing the YAML: %w", err)
	}
	return text.String(), nil
}

// rename refers to what a nested stack was given, in the place of its parameters.
func rename(node *yaml.Node, given map[string]string) {
	switch node.Tag {
	case "!Ref":
		if name, ok := given[node.Value]; ok {
			node.Value = name
		}
	case "!Sub":
		for parameter, name := range given {
			node.Value = strings.ReplaceAll(node.Value, "${"+parameter+"}", "${"+name+"}")
		}
	}
	for _, c := range node.Content {
		rename(c, given)
	}
}

// child is the value of a key, nil if there is none.
func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
