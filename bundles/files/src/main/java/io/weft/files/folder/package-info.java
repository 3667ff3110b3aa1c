/** Folders: what is in them, which names are taken, how their files are cut into chunks. */
package io.weft.files.folder;
