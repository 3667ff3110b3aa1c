package io.weft.control.state;

import java.util.List;
import java.util.Optional;

/**
 * What became of states that another node has sent.
 *
 * @param news those that brought something; to be passed on
 * @param own what this node has to say after it, to everybody
 * @param refused how many were not taken
 * @param why the first was not taken, for people
 */
public record Merged(
    List<PointState> news, List<PointState> own, int refused, Optional<String> why) {

  public Merged {
    news = List.copyOf(news);
    own = List.copyOf(own);
  }
}
