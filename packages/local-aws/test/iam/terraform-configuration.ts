import { certificatePem, keyPem, newRsaKey, sshPublicKey } from '../certificates.ts'
import { samlMetadata } from '../saml/identity-provider.ts'

const key = newRsaKey()
const certificate = certificatePem({ key, name: 'www.example.com' })

/**
 * One of each of the resources that a set-up is made of. `changed` changes fourteen of them in place and replaces two.
 */
export const terraformConfiguration = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {}

variable "changed" {
  type    = bool
  default = false
}

data "aws_caller_identity" "current" {}

resource "aws_iam_user" "issuer" {
  name                 = "issuer"
  path                 = "/workshop/"
  force_destroy        = true
  permissions_boundary = aws_iam_policy.boundary.arn
  tags                 = { purpose = var.changed ? "changed" : "vending" }
}

resource "aws_iam_access_key" "issuer" {
  user   = aws_iam_user.issuer.name
  status = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_user_policy" "issuer" {
  name   = "assume"
  user   = aws_iam_user.issuer.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Resource = aws_iam_role.student.arn }]
  })
}

resource "aws_iam_user_policy_attachment" "issuer" {
  user       = aws_iam_user.issuer.name
  policy_arn = aws_iam_policy.boundary.arn
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.changed ? ["s3:*", "sts:*"] : ["sts:*"], Resource = "*" }]
  })
}

resource "aws_iam_user" "trusted" {
  name = "trusted"
}

resource "aws_iam_role" "student" {
  name                 = "Student"
  description          = "for visitors"
  max_session_duration = var.changed ? 7200 : 3600
  permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
  tags                 = { lab = "seven" }
  assume_role_policy   = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_user.trusted.arn } },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = data.aws_caller_identity.current.account_id }
        Condition = { StringEquals = { "sts:ExternalId" = "x" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "student" {
  name   = "s3"
  role   = aws_iam_role.student.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "student" {
  role       = aws_iam_role.student.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_group" "visitors" {
  name = "visitors"
}

resource "aws_iam_user_group_membership" "issuer" {
  user   = aws_iam_user.issuer.name
  groups = [aws_iam_group.visitors.name]
}

resource "aws_iam_openid_connect_provider" "issuer" {
  url             = "https://issuer.example.com"
  client_id_list  = var.changed ? ["sts.amazonaws.com", "second"] : ["sts.amazonaws.com"]
  thumbprint_list = ["cf23df2207d99a74fbe169e3eba035e633b65d94"]
  tags            = { lab = "seven" }
}

resource "aws_iam_saml_provider" "idp" {
  name                   = "idp"
  saml_metadata_document = var.changed ? ${JSON.stringify(samlMetadata('2030-01-01T00:00:00Z'))} : ${JSON.stringify(samlMetadata())}
  tags                   = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_iam_role" "guest" {
  name               = "Guest"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithSAML"
      Principal = { Federated = aws_iam_saml_provider.idp.arn }
      Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } }
    }]
  })
}

resource "aws_iam_instance_profile" "student" {
  name = "student"
  path = "/lab/"
  role = aws_iam_role.student.name
  tags = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_iam_user_login_profile" "trusted" {
  user                    = aws_iam_user.trusted.name
  password_length         = var.changed ? 24 : 20
  password_reset_required = true
}

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  description      = var.changed ? "for the lab" : "for a lab"
}

resource "aws_iam_account_alias" "lab" {
  account_alias = var.changed ? "lab-eight" : "lab-seven"
}

resource "aws_iam_account_password_policy" "lab" {
  minimum_password_length        = var.changed ? 14 : 10
  require_symbols                = true
  require_numbers                = true
  allow_users_to_change_password = true
  max_password_age               = var.changed ? 90 : 0
}

resource "aws_iam_virtual_mfa_device" "phone" {
  virtual_mfa_device_name = "phone"
  tags                    = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_iam_server_certificate" "www" {
  name             = "www"
  path             = var.changed ? "/www/" : "/lab/"
  certificate_body = ${JSON.stringify(certificate)}
  private_key      = ${JSON.stringify(keyPem(key))}
  tags             = { lab = var.changed ? "eight" : "seven" }
}

data "aws_iam_server_certificate" "www" {
  name   = aws_iam_server_certificate.www.name
  latest = true
}

resource "aws_iam_signing_certificate" "old" {
  user_name        = aws_iam_user.trusted.name
  certificate_body = ${JSON.stringify(certificate)}
  status           = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_user_ssh_key" "git" {
  username   = aws_iam_user.trusted.name
  encoding   = "SSH"
  public_key = ${JSON.stringify(sshPublicKey(key))}
  status     = var.changed ? "Inactive" : "Active"
}

data "aws_iam_user_ssh_key" "git" {
  username          = aws_iam_user.trusted.name
  ssh_public_key_id = aws_iam_user_ssh_key.git.ssh_public_key_id
  encoding          = "PEM"
}

resource "aws_iam_service_specific_credential" "git" {
  user_name    = aws_iam_user.trusted.name
  service_name = "codecommit.amazonaws.com"
  status       = var.changed ? "Inactive" : "Active"
}

resource "aws_s3_bucket" "lab" {
  bucket        = "lab-of-terraform"
  force_destroy = true
}

resource "aws_s3_object" "notes" {
  bucket  = aws_s3_bucket.lab.bucket
  key     = "notes/a.txt"
  content = "hello"
}
`
