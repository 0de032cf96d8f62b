/** Queues as a lab makes them. `changed` changes four of the resources in place. */
export const terraformQueues = `
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

resource "aws_sqs_queue" "dead" {
  name                      = "dead"
  message_retention_seconds = var.changed ? 600 : 1209600
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url            = aws_sqs_queue.dead.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.lab.arn]
  })
}

resource "aws_sqs_queue" "lab" {
  name                       = "lab"
  delay_seconds              = 5
  max_message_size           = 2048
  receive_wait_time_seconds  = 10
  visibility_timeout_seconds = var.changed ? 60 : 45
  redrive_policy             = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = var.changed ? 5 : 4
  })
  tags = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_sqs_queue" "fifo" {
  name                        = "lab.fifo"
  fifo_queue                  = true
  content_based_deduplication = var.changed
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"
}

resource "aws_sqs_queue_policy" "lab" {
  queue_url = aws_sqs_queue.lab.id
  policy    = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Topics"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = var.changed ? ["sqs:SendMessage", "sqs:GetQueueUrl"] : ["sqs:SendMessage"]
      Resource  = aws_sqs_queue.lab.arn
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:sns:*:111122223333:*" } }
    }]
  })
}
`
