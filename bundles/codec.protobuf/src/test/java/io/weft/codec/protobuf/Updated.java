package io.weft.codec.protobuf;

import java.util.function.Supplier;

/** Stands for a bundle that is updated: loaded again with its messages. */
public final class Updated implements Supplier<Object> {
  @Override
  public Object get() {
    return UpdatedMessages.Note.newBuilder()
        .setText("hello")
        .addLines(UpdatedMessages.Line.newBuilder().setNumber(1))
        .build();
  }
}
