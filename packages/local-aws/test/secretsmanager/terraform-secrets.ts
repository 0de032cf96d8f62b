/** Secrets with what Terraform sets on them, and read as data; `changed` changes them all. */
export const terraformSecrets = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                  = "eu-west-1"
  skip_region_validation  = true
  skip_metadata_api_check = true
}

variable "changed" {
  type    = bool
  default = false
}

data "aws_caller_identity" "own" {}

resource "aws_secretsmanager_secret" "db" {
  name                    = "lab/terraform/db"
  description             = var.changed ? "as it was changed" : "as it was made"
  recovery_window_in_days = 0
  tags                    = var.changed ? { stage = "test" } : { team = "red", stage = "lab" }
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ password = var.changed ? "hush again" : "hush" })
}

resource "aws_secretsmanager_secret" "binary" {
  name                    = "binary"
  description             = var.changed ? "bytes" : null
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "binary" {
  secret_id      = aws_secretsmanager_secret.binary.arn
  secret_binary  = base64encode(var.changed ? "two" : "one")
  version_stages = ["AWSCURRENT", "LAB"]
}

resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn          = aws_secretsmanager_secret.db.arn
  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = var.changed ? "Changed" : "Made"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::\${data.aws_caller_identity.own.account_id}:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

data "aws_secretsmanager_secret" "db" {
  name       = aws_secretsmanager_secret.db.name
  depends_on = [aws_secretsmanager_secret_policy.db]
}

data "aws_secretsmanager_secret_version" "db" {
  secret_id  = aws_secretsmanager_secret.db.name
  depends_on = [aws_secretsmanager_secret_version.db]
}

data "aws_secretsmanager_secrets" "all" {
  filter {
    name   = "name"
    values = ["lab/"]
  }
  depends_on = [aws_secretsmanager_secret.db, aws_secretsmanager_secret.binary]
}

data "aws_secretsmanager_random_password" "one" {
  password_length = 24
}

output "names" {
  value = join(" ", sort(data.aws_secretsmanager_secrets.all.names))
}

output "password" {
  value = nonsensitive(jsondecode(data.aws_secretsmanager_secret_version.db.secret_string).password)
}

output "statement" {
  value = jsondecode(data.aws_secretsmanager_secret.db.policy).Statement[0].Sid
}
`
