// Package letter writes the mails: the one about a report and the alert. Each has a
// subject, a text, and the same as HTML that Outlook (which lays out with Word), Gmail
// and Apple Mail can show: nested tables, styles in attributes, no script, no picture.
//
// It must not know how a mail is sent. Texts of logs are hostile: they are bounded,
// made visible, kept from becoming links, and escaped by the template.
package letter
