/** Folders whose files take effect while the node runs. */
package io.weft.launcher.deploy;
