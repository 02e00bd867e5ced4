/** The network between peers: addresses, slow and broken links, and proxies. */
@NullMarked
package org.morango.it.connection;

import org.jspecify.annotations.NullMarked;
