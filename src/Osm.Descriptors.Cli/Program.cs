using System.Text;
using Osm.Descriptors.Cli;
using Osm.Descriptors.Cli.Commands;

// UTF-8 whatever the locale: descriptors may hold any character, and reports name them.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
return CommandLine.Run(args, output, error, Surroundings.OfProcess());
