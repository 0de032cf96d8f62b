/** Topics and who subscribes to them, as a lab makes them. `changed` changes five of the resources in place. */
export const terraformTopics = `
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

resource "aws_sns_topic" "lab" {
  name         = "lab"
  display_name = var.changed ? "The lab" : "Lab"
  tags         = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_sns_topic" "fifo" {
  name                        = "lab.fifo"
  fifo_topic                  = true
  content_based_deduplication = var.changed
}

resource "aws_sns_topic_policy" "lab" {
  arn    = aws_sns_topic.lab.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Labs"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = var.changed ? ["SNS:Publish", "SNS:Subscribe"] : ["SNS:Publish"]
      Resource  = aws_sns_topic.lab.arn
    }]
  })
}

resource "aws_sqs_queue" "lab" {
  name = "lab"
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_sqs_queue" "fifo" {
  name       = "lab.fifo"
  fifo_queue = true
}

resource "aws_sqs_queue_policy" "lab" {
  queue_url = aws_sqs_queue.lab.id
  policy    = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.lab.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.lab.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "lab" {
  topic_arn            = aws_sns_topic.lab.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.lab.arn
  raw_message_delivery = var.changed
  filter_policy        = jsonencode({ team = var.changed ? ["red", "blue"] : ["red"] })
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
}

resource "aws_sns_topic_subscription" "body" {
  topic_arn           = aws_sns_topic.fifo.arn
  protocol            = "sqs"
  endpoint            = aws_sqs_queue.fifo.arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ shop = { item = [var.changed ? "tea" : "coffee"] } })
}
`
