package net.servicestack.client; public class ResponseError {}
