/** The other nodes that this one knows, and how it is linked to them. */
@Export
@Version("1.0.0")
package io.weft.peer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
