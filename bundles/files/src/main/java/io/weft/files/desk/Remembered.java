package io.weft.files.desk;

import io.weft.files.live.Live;

/**
 * Reins of a transfer whose pauses outlive a restart.
 *
 * @param reins what is pulled at
 * @param book where it is noted
 * @param id of the transfer
 */
record Remembered(Live.Reins reins, Book book, String id) implements Live.Reins {

  @Override
  public void pause() {
    book.paused(id, true);
    reins.pause();
  }

  @Override
  public void resume() {
    book.paused(id, false);
    reins.resume();
  }

  @Override
  public void cancelled() {
    reins.cancelled();
  }
}
