package io.weft.control.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.control.Change;
import io.weft.control.ControlException;
import io.weft.control.ControlWatcher;
import io.weft.control.Controls;
import io.weft.control.InputDevice;
import io.weft.control.InputMessage;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LineTest {
  private final Set set = new Set();
  private final VirtualDevice desk = new VirtualDevice("desk");
  private final Line line = new Line(desk, set);

  private static List<Mapping> mappings(String text) {
    return MappingBook.read(text).of("desk");
  }

  @Test
  void messagesSetThePointsThatTheyAreMappedTo() {
    line.use(
        mappings(
            "desk * fader/1 0..127 linear -> stage/light 0..1;"
                + " desk 2 fader/1 0..127 linear -> stage/on switch priority 3"));
    desk.send(new InputMessage(1, "fader/1", 127));
    desk.send(new InputMessage(2, "fader/1", 0));
    desk.send(new InputMessage(2, "fader/9", 0));

    assertThat(set.done)
        .containsExactly("stage/light 1.0 0", "stage/light 0.0 0", "stage/on false 3");
    assertThat(line.fields())
        .containsEntry("messages", 3L)
        .containsEntry("mappings", 2)
        .containsEntry("trouble", "");
  }

  @Test
  void otherMappingsTakeEffectWhileItIsOpenAndNoneClosesIt() {
    line.use(mappings("desk * a 0..1 linear -> one 0..1"));
    line.use(mappings("desk * a 0..1 linear -> two 0..1"));
    desk.send(new InputMessage(0, "a", 1));
    line.use(List.of());
    desk.send(new InputMessage(0, "a", 0));

    assertThat(set.done).containsExactly("two 1.0 0");
    assertThat(line.fields()).containsEntry("messages", 1L);
  }

  @Test
  void aPointOfAnotherTypeIsTroubleThatIsShown() {
    set.refusal = "stage/light is a text, and what came is a number: 1.0";
    line.use(mappings("desk * a 0..1 linear -> stage/light 0..1"));
    desk.send(new InputMessage(0, "a", 1));

    assertThat(line.fields().get("trouble")).isEqualTo(set.refusal);
  }

  @Test
  void aDeviceThatCannotBeOpenedIsTroubleThatIsShown() {
    Line broken =
        new Line(
            new InputDevice() {
              @Override
              public String id() {
                return "broken";
              }

              @Override
              public String name() {
                return "Broken";
              }

              @Override
              public String kind() {
                return "test";
              }

              @Override
              public AutoCloseable open(Consumer<InputMessage> sink) throws Exception {
                throw new Exception("in use by another program");
              }
            },
            set);
    broken.use(mappings("desk * a 0..1 linear -> b 0..1"));

    assertThat(broken.fields().get("trouble"))
        .isEqualTo("cannot be opened: in use by another program");
    broken.close();
  }

  /** Remembers what is set. */
  private static final class Set implements Controls {
    final List<String> done = new ArrayList<>();
    String refusal = "";

    @Override
    public Point set(String name, Object value, int priority) {
      if (!refusal.isEmpty()) {
        throw new ControlException(ControlException.Reason.WRONG_TYPE, refusal);
      }
      done.add(name + " " + value + " " + priority);
      return null;
    }

    @Override
    public Point declare(String name, Kind kind, Policy policy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Point add(String name, double amount) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Point release(String name, int priority) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Point> find(String name) {
      return Optional.empty();
    }

    @Override
    public List<Point> points(String pattern) {
      return List.of();
    }

    @Override
    public List<Change> history(String name) {
      return List.of();
    }

    @Override
    public Watch watch(String pattern, ControlWatcher watcher) {
      throw new UnsupportedOperationException();
    }
  }
}
