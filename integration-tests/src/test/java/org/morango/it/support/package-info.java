/** Fixtures that several packages use: certificates, pairs of peers, and links that fail. Contains no tests. */
@NullMarked
package org.morango.it.support;

import org.jspecify.annotations.NullMarked;
