provider "aws" {
  profile = var.aws == "" ? null : var.aws
  region  = var.region
}

data "aws_partition" "current" {}

resource "aws_iam_user" "instruqt" {
  name = "instruqt"
  path = "/"
  tags = { "hallpass:setup" = "instruqt" }
}

resource "aws_iam_user_policy" "instruqt_assume_role" {
  name = "assume-role"
  user = aws_iam_user.instruqt.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "IssueSessions"
        Effect = "Allow"
        Action = [
          "sts:AssumeRole",
          "sts:TagSession",
          "sts:SetSourceIdentity",
        ]
        Resource = [aws_iam_role.InstruqtS3Access.arn]
      },
    ]
  })
}

resource "aws_iam_access_key" "instruqt" {
  user    = aws_iam_user.instruqt.name
  pgp_key = var.pgp_key == "" ? "keybase:${var.keybase}" : local.pgp_key

  lifecycle {
    precondition {
      condition     = var.keybase != "" || var.pgp_key != ""
      error_message = "Set keybase or pgp_key: the secret key is stored encrypted only."
    }
  }
}
