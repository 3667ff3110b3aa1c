/** Sources of sightings: how nodes hear of each other. */
@Export
@Version("1.0.0")
package io.weft.discovery;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
