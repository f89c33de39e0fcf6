package net.servicestack.client; public class ResponseStatus {}
