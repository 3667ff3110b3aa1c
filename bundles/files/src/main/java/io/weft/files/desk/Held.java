package io.weft.files.desk;

import io.weft.files.live.Live;
import io.weft.files.wire.OfferMessage;
import java.util.function.BiConsumer;

/** An offer that waits for somebody to decide. */
final class Held implements Live.Reins {

  private final OfferMessage offer;
  private final BiConsumer<Held, Boolean> decided;
  private volatile String why = "refused there";

  /**
   * @param decided is told whether it is accepted; a cancelled one is not
   */
  Held(OfferMessage offer, BiConsumer<Held, Boolean> decided) {
    this.offer = offer;
    this.decided = decided;
  }

  OfferMessage offer() {
    return offer;
  }

  String why() {
    return why;
  }

  @Override
  public void pause() {
    // Nothing flows.
  }

  @Override
  public void resume() {
    // Nothing was paused.
  }

  @Override
  public void cancelled() {
    decided.accept(this, false);
  }

  @Override
  public void decided(boolean accepted, String text) {
    why = text.isBlank() ? why : text;
    decided.accept(this, accepted);
  }
}
