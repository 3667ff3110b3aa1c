package io.weft.control.state;

import io.weft.control.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link io.weft.control.Policy#LAST_WRITER}: for each priority what was last set with it.
 *
 * @param layers by priority, the lowest first
 */
record Layers(List<Layer> layers) implements Content {

  static final Layers NONE = new Layers(List.of());

  Layers {
    layers = List.copyOf(layers);
  }

  /** The one that counts. */
  @Nullable Layer top() {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i).value() != null) {
        return layers.get(i);
      }
    }
    return null;
  }

  private @Nullable Layer at(int priority) {
    for (Layer layer : layers) {
      if (layer.priority() == priority) {
        return layer;
      }
    }
    return null;
  }

  @Override
  public Content join(Content other) {
    List<Layer> theirs = ((Layers) other).layers;
    List<Layer> both = new ArrayList<>(layers.size() + theirs.size());
    boolean news = false;
    int mine = 0;
    for (Layer each : theirs) {
      while (mine < layers.size() && layers.get(mine).priority() < each.priority()) {
        both.add(layers.get(mine++));
      }
      if (mine < layers.size() && layers.get(mine).priority() == each.priority()) {
        Layer joined = layers.get(mine).join(each);
        news |= !joined.equals(layers.get(mine));
        both.add(joined);
        mine++;
      } else {
        both.add(each);
        news = true;
      }
    }
    both.addAll(layers.subList(mine, layers.size()));
    return news ? new Layers(both) : this;
  }

  @Override
  public List<Change> since(@Nullable Content before) {
    List<Change> changes = new ArrayList<>();
    for (Layer layer : layers) {
      Layer known = before instanceof Layers old ? old.at(layer.priority()) : null;
      if (!layer.equals(known)) {
        changes.add(layer.change());
      }
    }
    return changes;
  }

  @Override
  public void stamps(Consumer<Stamp> visitor) {
    layers.forEach(layer -> visitor.accept(layer.stamp()));
  }
}
