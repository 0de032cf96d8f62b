/** Parameters of every type with what Terraform sets on them, and read as data; `changed` changes them all. */
export const terraformParameters = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  skip_region_validation      = true
  skip_requesting_account_id  = false
  skip_metadata_api_check     = true
}

variable "changed" {
  type    = bool
  default = false
}

resource "aws_ssm_parameter" "text" {
  name            = "/lab/terraform/text"
  type            = "String"
  description     = var.changed ? "as it was changed" : "as it was made"
  value           = var.changed ? "two" : "one"
  allowed_pattern = "[a-z]+"
  tags            = var.changed ? { stage = "test" } : { team = "red", stage = "lab" }
}

resource "aws_ssm_parameter" "secret" {
  name  = "/lab/terraform/secret"
  type  = "SecureString"
  value = var.changed ? "hush again" : "hush"
}

resource "aws_ssm_parameter" "list" {
  name  = "/lab/terraform/list"
  type  = "StringList"
  value = var.changed ? "a,b,c" : "a,b"
}

resource "aws_ssm_parameter" "large" {
  name  = "large"
  type  = "String"
  tier  = var.changed ? "Advanced" : "Standard"
  value = "v"
}

data "aws_ssm_parameter" "secret" {
  name       = aws_ssm_parameter.secret.name
}

data "aws_ssm_parameters_by_path" "all" {
  path       = "/lab/terraform"
  recursive  = true
  depends_on = [aws_ssm_parameter.text, aws_ssm_parameter.secret, aws_ssm_parameter.list]
}

output "names" {
  value = join(" ", sort(nonsensitive(data.aws_ssm_parameters_by_path.all.names)))
}

output "secret" {
  value = nonsensitive(data.aws_ssm_parameter.secret.value)
}
`
