package io.weft.discovery.bootstrap;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node answers.
 *
 * @param more records that would be news too, and did not fit
 * @param told records
 * @param confirmed which of those asked after are still there
 */
record Answer(int more, List<Told> told, List<Confirmed> confirmed) {

  /** Records in an answer. */
  static final int MAX_RECORDS = 32;

  /** Of all records in an answer: usual ones have below one KiB. */
  static final int MAX_RECORD_BYTES = 48 * 1024;

  /** Of one signed record, as {@link io.weft.discovery.Self#signedRecord} says. */
  private static final int MAX_ONE_RECORD_BYTES = 4096;

  /** Nodes that a node can know at all. */
  private static final int MAX_MORE = 10_000;

  /** A record that was last true longer ago is told by nobody. */
  private static final int MAX_AGE_SECONDS = 3600;

  /** Of the largest answer. */
  static final int MAX_BYTES = MAX_RECORD_BYTES + MAX_RECORDS * 8 + Question.MAX_CHECKED * 4 + 16;

  private static final int VERSION = 1;

  /**
   * A record.
   *
   * @param age since somebody who is linked with the node has said so
   * @param signed as it was signed; must not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Told(Duration age, byte[] signed) {}

  /**
   * A record that was asked after.
   *
   * @param index of its key in the question
   * @param age as above
   */
  record Confirmed(int index, Duration age) {}

  Answer {
    more = Math.min(more, MAX_MORE);
    told = List.copyOf(told);
    confirmed = List.copyOf(confirmed);
  }

  byte[] encode() {
    Form form = new Form();
    form.number(VERSION).number(more).number(told.size());
    told.forEach(each -> form.number(seconds(each.age)).block(each.signed));
    form.number(confirmed.size());
    confirmed.forEach(each -> form.number(each.index).number(seconds(each.age)));
    return form.bytes();
  }

  /**
   * @param checked how many were asked after
   * @throws IllegalArgumentException if this is no answer to that; the message says why
   */
  static Answer decode(byte[] bytes, int checked) {
    ByteBuffer in = Form.open(bytes, MAX_BYTES, VERSION);
    int more = Form.number(in, MAX_MORE, "more records");
    int count = Form.number(in, MAX_RECORDS, "records");
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Duration age = age(in);
      told.add(new Told(age, Form.block(in, MAX_ONE_RECORD_BYTES, "bytes of a record")));
    }
    int kept = Form.number(in, checked, "confirmed records");
    List<Confirmed> confirmed = new ArrayList<>();
    int before = -1;
    for (int i = 0; i < kept; i++) {
      int index = Form.number(in, checked - 1, "as index of a record");
      if (index <= before) {
        throw new IllegalArgumentException("index " + index + " after " + before);
      }
      before = index;
      confirmed.add(new Confirmed(index, age(in)));
    }
    Form.close(in);
    return new Answer(more, told, confirmed);
  }

  private static Duration age(ByteBuffer in) {
    return Duration.ofSeconds(Form.number(in, MAX_AGE_SECONDS, "seconds of age"));
  }

  private static int seconds(Duration age) {
    return (int) Math.max(0, Math.min(MAX_AGE_SECONDS, age.toSeconds()));
  }
}
