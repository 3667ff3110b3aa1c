/** Identity, membership of a network, and how both are proven. */
@Export
@Version("1.0.0")
package io.weft.trust;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
