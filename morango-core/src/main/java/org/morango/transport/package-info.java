/** How requests get to a server: the interface, and the one on the JDK's HTTP client. */
@NullMarked
package org.morango.transport;

import org.jspecify.annotations.NullMarked;
