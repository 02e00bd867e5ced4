package org.morango.cli;

import java.util.UUID;

class CommandsOnH2Test extends CommandsContract {
    @Override
    String newDatabase() {
        String url = "jdbc:h2:file:" + directory.resolve(UUID.randomUUID().toString());
        // Creates the file.
        new Tables(url).value("select 1");
        return url;
    }
}
