package io.weft.discovery;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The sources of sightings of this node. Every answer is a snapshot; safe on every thread. */
@ProviderType
public interface Discovery {

  /** All that are installed, by name. */
  List<SourceInfo> sources();

  /**
   * Switches a source on or off until the node stops; the settings say what is on at the start.
   * Peers that it found stay.
   *
   * @return whether a source of that name is installed
   */
  boolean turn(String source, boolean on);
}
