/** Finds peers of the same root on the local network, and keeps in sync with them. */
@NullMarked
package org.morango.discovery;

import org.jspecify.annotations.NullMarked;
