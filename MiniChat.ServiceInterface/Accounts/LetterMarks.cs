using System.Collections.Frozen;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Joins letters with the marks that follow them: <c>e</c> and U+0301 become <c>é</c>.</summary>
/// <remarks>
/// This is NFC for Latin, Greek, Cyrillic and Japanese letters. The framework's own does nothing where the server runs without
/// ICU. What is not in the table stays apart, and names with such marks are refused.
/// </remarks>
public static class LetterMarks
{
    // Each mark with its class (marks of one letter are sorted by it) and the pairs: the bare letter, the letter with the mark.
    private static readonly Mark[] Marks =
    [
        new('\u0300', 230, "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ"),
        new(
            '\u0301',
            230,
            "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοό"
                + "υύωώϒϓГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ"
        ),
        new('\u0302', 230, "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ"),
        new('\u0303', 230, "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ"),
        new('\u0304', 230, "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝ"),
        new('\u0306', 230, "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặ"),
        new('\u0307', 230, "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎyẏ"),
        new(
            '\u0308',
            230,
            "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦhḧÕṎõṏŪṺ" + "ūṻWẄwẅXẌxẍtẗ"
        ),
        new('\u0309', 230, "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ"),
        new('\u030A', 230, "AÅaåUŮuůwẘyẙ"),
        new('\u030B', 230, "OŐoőUŰuűУӲуӳ"),
        new('\u030C', 230, "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ"),
        new('\u030F', 230, "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ"),
        new('\u0311', 230, "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ"),
        new('\u031B', 216, "OƠoơUƯuư"),
        new('\u0323', 220, "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ"),
        new('\u0324', 220, "UṲuṳ"),
        new('\u0325', 220, "AḀaḁ"),
        new('\u0326', 220, "SȘsșTȚtț"),
        new('\u0327', 202, "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ"),
        new('\u0328', 202, "AĄaąEĘeęIĮiįUŲuųOǪoǫ"),
        new('\u032D', 220, "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ"),
        new('\u032E', 220, "HḪhḫ"),
        new('\u0330', 220, "EḚeḛIḬiḭUṴuṵ"),
        new('\u0331', 220, "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ"),
        new(
            '\u3099',
            8,
            "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺ"
        ),
        new('\u309A', 8, "はぱひぴふぷへぺほぽハパヒピフプヘペホポ"),
    ];

    private static readonly FrozenDictionary<char, int> Classes = Marks.ToFrozenDictionary(mark => mark.Sign, mark => mark.Class);

    private static readonly FrozenDictionary<(char, char), char> Letters = Marks
        .SelectMany(mark => mark.Pairs.Chunk(2).Select(pair => (Key: (pair[0], mark.Sign), Letter: pair[1])))
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Letter);

    // Japanese marks make other letters, not the same with an accent.
    private static readonly FrozenDictionary<char, char> Bare = Marks
        .Where(mark => mark.Class != 8)
        .SelectMany(mark => mark.Pairs.Chunk(2))
        .DistinctBy(pair => pair[1])
        .ToFrozenDictionary(pair => pair[1], pair => pair[0]);

    private sealed record Mark(char Sign, int Class, string Pairs);

    /// <summary>The letter without its marks, but for Japanese ones.</summary>
    /// <param name="letter">The letter.</param>
    public static char WithoutMarks(char letter)
    {
        while (Bare.TryGetValue(letter, out var bare))
            letter = bare;
        return letter;
    }

    /// <summary>The text with every letter that has marks in one piece, where there is such a letter.</summary>
    /// <param name="text">The text.</param>
    public static string Join(string text)
    {
        if (!text.Any(Classes.ContainsKey))
            return text;
        var joined = new List<char>(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var next = i + 1;
            while (next < text.Length && Classes.ContainsKey(text[next]))
                next++;
            var letter = text[i];
            var apart = new List<char>();
            foreach (var mark in text[(i + 1)..next].OrderBy(mark => Classes[mark]))
            {
                if (Letters.TryGetValue((letter, mark), out var whole))
                    letter = whole;
                else
                    apart.Add(mark);
            }
            joined.Add(letter);
            joined.AddRange(apart);
            i = next;
        }
        return new string([.. joined]);
    }
}
