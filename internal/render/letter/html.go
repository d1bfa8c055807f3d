package letter

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

var (
	//go:embed assets/*.html
	templates embed.FS
	//go:embed assets/looks.css
	looksSheet string
	//go:embed assets/dark.css
	darkSheet string
)

var letterTemplate = template.Must(template.New("letter.html").Funcs(template.FuncMap{
	"look": look, "style": style,
}).ParseFS(templates, "assets/*.html"))

// html writes the content for mail programs.
func (c *content) html() (string, error) {
	var b bytes.Buffer
	if err := letterTemplate.Execute(&b, c); err != nil {
		return "", fmt.Errorf("writing the letter: %w", err)
	}
	return b.String(), nil
}

// looks are the styles by name, of assets/looks.css: a line each, a name and what is
// between braces.
var looks = func() map[string]string {
	all := make(map[string]string)
	for line := range strings.Lines(looksSheet) {
		if name, rest, found := strings.Cut(strings.TrimSpace(line), " {"); found {
			all[strings.TrimPrefix(name, ".")] = strings.Trim(rest, " ;}")
		}
	}
	return all
}()

// look is the style of an element as an attribute, for that is what all mail programs
// read; of two rules about one property the later holds. Names that dark.css knows are
// its classes, too.
func look(names ...any) (template.HTMLAttr, error) {
	var classes, order []string
	rules := make(map[string]string)
	for _, n := range names {
		name := fmt.Sprint(n)
		style, known := looks[name]
		if !known {
			return "", fmt.Errorf("there is no look %q", name)
		}
		if inDark[name] {
			classes = append(classes, name)
		}
		for rule := range strings.SplitSeq(style, ";") {
			property, _, _ := strings.Cut(rule, ":")
			if _, seen := rules[property]; !seen {
				order = append(order, property)
			}
			rules[property] = rule
		}
	}
	var attribute strings.Builder
	if classes != nil {
		fmt.Fprintf(&attribute, `class="%s" `, strings.Join(classes, " "))
	}
	for i, property := range order {
		order[i] = rules[property]
	}
	fmt.Fprintf(&attribute, `style="%s"`, strings.Join(order, ";"))
	return template.HTMLAttr(attribute.String()), nil //nolint:gosec // all of it is from our own files
}

// inDark are the classes that dark.css names.
var inDark = func() map[string]bool {
	all := make(map[string]bool)
	for _, class := range regexp.MustCompile(`\.[a-z][a-z-]*`).FindAllString(darkSheet, -1) {
		all[class[1:]] = true
	}
	return all
}()

// style is what is lost without harm where it is not known: dark mode, and phones.
func style() template.CSS {
	return template.CSS(darkSheet) //nolint:gosec // our own file
}
