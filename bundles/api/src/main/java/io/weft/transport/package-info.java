/** Links: authenticated pipes of frames, and the plug-ins that make them. */
@Export
@Version("1.0.0")
package io.weft.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
