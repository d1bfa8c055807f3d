# The stack of template.yaml by Terraform: it uploads what a release's easreport-stack_VERSION.zip has,
# and has CloudFormation do the rest. Parameters and outputs are those of the template.
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "release" {
  description = "Folder with the unpacked easreport-stack_VERSION.zip"
  type        = string
}

variable "bucket" {
  description = "An S3 bucket of this region for the code and the templates; it is not for logs"
  type        = string
}

variable "name" {
  description = "Name of the stack"
  type        = string
  default     = "easreport"
}

variable "parameters" {
  description = "Parameters of the stack that differ from their defaults, such as Recipients and Sender"
  type        = map(string)
  default     = {}
}

variable "tags" {
  description = "Tags of the stack, which CloudFormation puts on every resource"
  type        = map(string)
  default     = {}
}

locals {
  # What the template names by its path. The name in S3 has the content's hash: CloudFormation
  # deploys a function again when the name of its code changes.
  files = {
    ingest = "ingest.zip"
    report = "report.zip"
    athena = "infra/athena/template.yaml"
  }
  template = replace(replace(replace(file("${var.release}/template.yaml"),
    "CodeUri: 'ingest.zip'", "CodeUri: s3://${var.bucket}/${aws_s3_object.file["ingest"].key}"),
    "CodeUri: 'report.zip'", "CodeUri: s3://${var.bucket}/${aws_s3_object.file["report"].key}"),
  "TemplateURL: infra/athena/template.yaml", "TemplateURL: ${local.url}/${aws_s3_object.file["athena"].key}")
  url = "https://${data.aws_s3_bucket.code.bucket_regional_domain_name}"
}

data "aws_s3_bucket" "code" {
  bucket = var.bucket
}

resource "aws_s3_object" "file" {
  for_each    = local.files
  bucket      = var.bucket
  key         = "easreport/${filesha256("${var.release}/${each.value}")}/${basename(each.value)}"
  source      = "${var.release}/${each.value}"
  source_hash = filesha256("${var.release}/${each.value}")
}

resource "aws_s3_object" "template" {
  bucket  = var.bucket
  key     = "easreport/${sha256(local.template)}/template.yaml"
  content = local.template
}

resource "aws_cloudformation_stack" "easreport" {
  name         = var.name
  template_url = "${local.url}/${aws_s3_object.template.key}"
  parameters   = var.parameters
  tags         = var.tags
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
}

output "outputs" {
  description = "Outputs of the stack: buckets, queues, functions, the dashboard"
  value       = aws_cloudformation_stack.easreport.outputs
}
