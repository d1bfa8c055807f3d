// Package page writes the report as one HTML page that needs nothing else: no
// network, and no script to be read. It is for somebody who has two minutes: what is
// missing, a verdict, figures against what is usual, the day by the hour, the devices in
// trouble with what to do, and then all devices and what the numbers rest on.
//
// Each section is a file here, which makes texts and pictures of the model, and one in
// assets/html. Styles and scripts are put together from assets/css and assets/js. The
// ids of sections and the attributes data-rule, data-severity and data-open are for
// others to link to.
//
// It must not know where the page goes. Texts of logs are hostile: they are bounded and
// made visible here, the template escapes them, the script writes them as text alone,
// and the page's policy allows its own script and style only.
package page
