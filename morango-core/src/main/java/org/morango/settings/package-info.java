/** What an application may set about a peer, in groups. Values only: nothing here knows who reads them. */
@NullMarked
package org.morango.settings;

import org.jspecify.annotations.NullMarked;
