/** Settings of a peer, in groups. They are values only, and depend on none of the code that reads them. */
@NullMarked
package org.morango.settings;

import org.jspecify.annotations.NullMarked;
