/** Transport of requests to a server: the interface, and the implementation on the JDK's HTTP client. */
@NullMarked
package org.morango.transport;

import org.jspecify.annotations.NullMarked;
