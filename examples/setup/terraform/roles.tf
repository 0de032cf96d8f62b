resource "aws_iam_role" "InstruqtS3Access" {
  name                 = "InstruqtS3Access"
  path                 = "/"
  description          = "Handed out for a while by hallpass"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "IssueSessions"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_user.instruqt.arn }
        Action = [
          "sts:AssumeRole",
          "sts:TagSession",
          "sts:SetSourceIdentity",
        ]
      },
    ]
  })
  tags = { "hallpass:setup" = "instruqt" }
}

resource "aws_iam_role_policy" "InstruqtS3Access_Policy" {
  name = "InstruqtS3AccessPolicy"
  role = aws_iam_role.InstruqtS3Access.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FindBuckets"
        Effect   = "Allow"
        Action   = ["s3:ListAllMyBuckets"]
        Resource = "*"
      },
      {
        Sid    = "UseBuckets"
        Effect = "Allow"
        Action = [
          "s3:CreateBucket",
          "s3:DeleteBucket",
          "s3:GetBucket*",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:ListBucketVersions",
          "s3:PutBucketCORS",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutLifecycleConfiguration",
        ]
        Resource = "arn:${data.aws_partition.current.partition}:s3:::*"
      },
      {
        Sid    = "UseObjects"
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:DeleteObjectTagging",
          "s3:DeleteObjectVersion",
          "s3:GetObject*",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
          "s3:PutObjectTagging",
        ]
        Resource = "arn:${data.aws_partition.current.partition}:s3:::*/*"
      },
      {
        Sid    = "NeverShareOrLock"
        Effect = "Deny"
        Action = [
          "s3:*AccessGrant*",
          "s3:BypassGovernanceRetention",
          "s3:DeleteBucketPolicy",
          "s3:Put*Acl",
          "s3:Put*Policy",
          "s3:Put*PublicAccessBlock",
          "s3:PutBucketObjectLockConfiguration",
          "s3:PutBucketOwnershipControls",
          "s3:PutObjectLegalHold",
          "s3:PutObjectRetention",
          "s3:PutReplicationConfiguration",
        ]
        Resource = "*"
      },
      {
        Sid    = "NeverAuditLogs"
        Effect = "Deny"
        Action = ["s3:*"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:s3:::aws-cloudtrail-logs-*",
          "arn:${data.aws_partition.current.partition}:s3:::aws-controltower-*",
          "arn:${data.aws_partition.current.partition}:s3:::config-bucket-*",
          "arn:${data.aws_partition.current.partition}:s3:::*/AWSLogs/*/CloudTrail*",
          "arn:${data.aws_partition.current.partition}:s3:::*/AWSLogs/*/Config/*",
        ]
      },
      {
        Sid    = "NeverMoreThanThis"
        Effect = "Deny"
        Action = [
          "sts:*",
          "signin:*",
          "iam:*",
          "organizations:*",
          "account:*",
          "sso:*",
          "sso-directory:*",
          "identitystore:*",
          "rolesanywhere:*",
          "cloudtrail:Delete*",
          "cloudtrail:Put*",
          "cloudtrail:Stop*",
          "cloudtrail:Update*",
        ]
        Resource = "*"
      },
    ]
  })
}
