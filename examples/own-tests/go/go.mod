module example.com/localaws

go 1.19
