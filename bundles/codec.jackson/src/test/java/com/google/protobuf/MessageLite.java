package com.google.protobuf;

/** Stands for the library's interface, which is known by its name only. */
public interface MessageLite {}
