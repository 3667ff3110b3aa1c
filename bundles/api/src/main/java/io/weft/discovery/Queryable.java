package io.weft.discovery;

import org.osgi.annotation.versioning.ConsumerType;

/** A provider that can ask everyone at once. Answers arrive as sightings. */
@ConsumerType
public interface Queryable extends DiscoveryProvider {

  /** Asks, and returns at once. May be rate-limited: a question asked too often is dropped. */
  void query(Query query);
}
