/** Topics, subscriptions and events. */
@Export
@Version("1.1.0")
package io.weft.events;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
