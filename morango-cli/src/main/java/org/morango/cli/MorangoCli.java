package org.morango.cli;

import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Prints results to standard output, and errors to standard error, in one line. */
@Command(
        name = "morango",
        description = "Inspects and checks a Morango database, and manages its certificates, invitations and sessions.",
        mixinStandardHelpOptions = true,
        // Gives every command --help.
        scope = ScopeType.INHERIT,
        versionProvider = MorangoCli.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done; for verify: all is well",
            "1:verify has found problems",
            "2:the command line cannot be understood",
            "3:the command has failed; standard error says why"
        },
        subcommands = {
            StatusCommand.class,
            PeersCommand.class,
            CertificatesCommand.class,
            InviteCommand.class,
            InvitationsCommand.class,
            JoinCommand.class,
            SessionsCommand.class,
            ConflictsCommand.class,
            PendingCommand.class,
            AdoptCommand.class,
            RestoredCommand.class,
            RepairCommand.class,
            HealCommand.class,
            VerifyCommand.class,
            TriggersCommand.class
        })
public final class MorangoCli {
    static final int DONE = 0;
    static final int FOUND = 1;
    static final int MISUSED = 2;
    static final int FAILED = 3;

    @Option(
            names = "--db",
            scope = ScopeType.INHERIT,
            paramLabel = "JDBC-URL",
            description = "The database. Default: $MORANGO_DB.",
            defaultValue = "${env:MORANGO_DB}")
    private @Nullable String url;

    @Option(
            names = "--user",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "The database's user, if the URL does not name one. Default: $MORANGO_USER.",
            defaultValue = "${env:MORANGO_USER}")
    private @Nullable String user;

    @Option(
            names = "--password",
            scope = ScopeType.INHERIT,
            arity = "0..1",
            interactive = true,
            paramLabel = "PASSWORD",
            description = "The user's password; asked for if left out. Default: $MORANGO_PASSWORD.",
            defaultValue = "${env:MORANGO_PASSWORD}")
    private @Nullable String password;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints one JSON object instead of tables.")
    private boolean json;

    private MorangoCli() {}

    public static void main(String[] args) {
        // Before the first logger is created. Standard output is only for the commands' results.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        // The command itself reports errors.
        setDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
        // A database file that is opened here can only be reached from this machine.
        setDefault("h2.bindAddress", "127.0.0.1");
        System.exit(commandLine().execute(args));
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new MorangoCli())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    fail(line, Failures.line(error));
                    return FAILED;
                })
                .setParameterExceptionHandler((error, args) -> {
                    fail(error.getCommandLine(), Failures.line(error) + " (try --help)");
                    return MISUSED;
                });
    }

    private static void fail(CommandLine line, String message) {
        line.getErr().println("morango: " + message);
        line.getErr().flush();
    }

    /** Returns the address of the database. */
    Address address() {
        if (url == null || url.isBlank()) {
            throw new MorangoException("Say which database, by --db JDBC-URL or by MORANGO_DB in the environment.");
        }
        return new Address(url, user, password);
    }

    boolean isJson() {
        return json;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = MorangoCli.class.getPackage().getImplementationVersion();
            return new String[] {"morango " + (version == null ? "development" : version)};
        }
    }
}
