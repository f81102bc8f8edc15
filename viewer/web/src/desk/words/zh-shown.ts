/** 图像无法显示或与原图有别时的说明。 */
export const shown = {
  notHere: {
    connection: "连接中断，此图像未能传到。",
    refused: "您已无权查看此图像。",
    missing: "此图像已不存在。",
    server: "服务器暂时无法提供此图像。",
    unreadable: "此浏览器无法以完整灰阶绘制此图像。",
  },
  which: (page: number, of: number) => `第 ${page} 幅，共 ${of} 幅`,
  instead: "此处为服务器生成的图片，不可用于测量。",
  gaps: (failed: number, of: number) => `共 ${of} 层，缺少 ${failed} 层，平面有空隙。`,
  again: "重试",
};
